//! The last step of coding an article: links the attributes of its events, and builds each complete event.

use super::antecedent;
use super::candidate::Candidate;
use super::denial_links;
use super::fill::Attributes;
use super::mention::Mention;
use super::{Coder, ids};
use crate::event::{ArticleRef, DatePrecision, Event, OffsetUnit};
use crate::script::View;
use crate::text::Article;
use std::rc::Rc;

/// The events of `candidates`, in order; `fill` gives the attributes of each, by its index.
pub(super) fn events<'a>(
    coder: &Coder,
    view: &Rc<View>,
    candidates: &[Candidate<'a>],
    fill: impl FnMut((usize, &Candidate<'a>)) -> Attributes,
) -> Vec<Event> {
    let attributes: Vec<Attributes> = candidates.iter().enumerate().map(fill).collect();
    let mut mentions: Vec<Mention<'_>> = candidates
        .iter()
        .zip(attributes)
        .map(|(one, attributes)| Mention::of(coder, one, attributes))
        .collect();
    let groups = &coder.compiled.groups;
    antecedent::actors(&mut mentions, groups);
    let denied = denial_links::links(&mentions, groups);
    let ids = ids::ids(coder, view.document(), candidates.iter());
    let article = article_ref(&view.document().article);
    let built = candidates.iter().zip(mentions).zip(&ids).zip(denied);
    built
        .map(|(((one, mention), id), denied)| {
            let denies = denied.map(|at| ids[at].clone());
            build(coder, one, mention.attributes, (id.clone(), denies), article.clone())
        })
        .collect()
}

/// A single event, as it is when no other event of its article adds to it; `None` where one may.
pub(super) fn lone_event(
    coder: &Coder,
    view: &Rc<View>,
    one: &Candidate<'_>,
    id: &str,
    attributes: Attributes,
) -> Option<Event> {
    let mention = Mention::of(coder, one, attributes);
    if antecedent::may_inherit(&mention) || mention.kind.denies {
        return None;
    }
    let article = article_ref(&view.document().article);
    Some(build(coder, one, mention.attributes, (id.to_owned(), None), article))
}

fn build(
    coder: &Coder,
    one: &Candidate<'_>,
    attributes: Attributes,
    (id, denies): (String, Option<String>),
    article: ArticleRef,
) -> Event {
    let rule = &coder.rules()[one.rule];
    Event {
        id,
        kind: one.kind.to_owned(),
        mode: one.mode.map(str::to_owned),
        article,
        offsets: OffsetUnit::Bytes,
        evidence: attributes.evidence,
        trigger: attributes.trigger,
        stance: attributes.stance,
        stance_cue: attributes.stance_cue,
        claimant: attributes.claimant,
        denies,
        realis: attributes.realis,
        actor: attributes.actor,
        recipient: attributes.recipient,
        place: attributes.place,
        date: attributes.date,
        counts: attributes.counts,
        codes: attributes.codes,
        extra: attributes.extra,
        rule: rule.id.clone(),
        pack: rule.pack.clone(),
        pack_version: rule.pack_version.clone(),
        pack_hash: rule.pack_hash.clone(),
        coded_by: coder.coded_by().to_owned(),
    }
}

/// The article's fields as an event has them.
pub fn article_ref(article: &Article) -> ArticleRef {
    let published = article.layout.published;
    ArticleRef {
        id: article.id.clone(),
        path: article.origin.path.clone(),
        decoding: format!("{}{}", article.origin.decoding, article.origin.cleaning),
        outlet: article.outlet.clone(),
        title: article.layout.title.map(|title| title.cut(&article.text).to_owned()),
        published: published.map(|published| match published.time {
            Some(time) => format!("{}T{:02}:{:02}", published.date, time.hour(), time.minute()),
            None => published.date.to_string(),
        }),
        published_precision: match published {
            Some(published) if published.time.is_some() => DatePrecision::Minute,
            Some(_) => DatePrecision::Day,
            None => DatePrecision::Unknown,
        },
        repeats: None,
    }
}
