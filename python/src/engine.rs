//! Packs, compiled, for Python: the class behind `dateline.Packs`.

use crate::article::{Content, Given, date_order};
use crate::coded::{CodedTable, Coding, SharedTotals, code};
use crate::columns::ColumnNames;
use crate::errors::{ArticleError, ColumnError, DatelineError, PackError, no_thread};
use crate::pool::Pool;
use crate::signed::Signed;
use crate::stream::Stream;
use crate::wait::{ForkedPool, wait};
use crate::work::{Ordered, Source};
use crate::{analysis, capsule, files, shipped};
use dateline::corpus::ReadOptions;
use dateline::event::OffsetUnit;
use dateline::pack::{self, RunRecord, Store, archive, bundle};
use dateline::script::ids::{self, RuleLookup};
use dateline::suggest::hint;
use dateline::{Article, Coder, DateOrder, Fault, Pack, Worker};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde_json::json;
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

/// Threads for work that needs no rules.
pub static GENERAL: ForkedPool<()> = ForkedPool::new();

/// Has work without rules done on a thread with a deep stack, and waits.
///
/// # Errors
/// As for [`wait`].
pub fn apart<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let pool = GENERAL.get(py, || Pool::new(|| ()));
    let threads = cores() + 1;
    let slot =
        pool.submit(threads, move |(): &mut ()| work()).map_err(|error| no_thread(&error))?;
    wait(py, &slot)
}

/// The number of threads that the machine runs at once.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Where a pack is: a path or name, or its bytes.
#[derive(FromPyObject)]
pub enum PackSource<'py> {
    /// An archive, or a bundle that another process made.
    Bytes(Bound<'py, PyBytes>),
    /// A folder, an archive, a rule file, a name.
    Path(PathBuf),
}

/// Compiled packs.
#[pyclass(frozen, module = "dateline._native")]
pub struct Engine {
    pub coder: Coder,
    packs: Vec<Arc<Pack>>,
    faults: Vec<Fault>,
    asked: Vec<String>,
    /// The packs that were given as bytes.
    given: Store,
    /// The bundle that they were loaded from.
    bundled: Option<Vec<u8>>,
    pub order: DateOrder,
    pool: ForkedPool<Worker>,
}

/// What is loaded on a thread.
struct Loaded {
    coder: Coder,
    packs: Vec<Arc<Pack>>,
    faults: Vec<Fault>,
    asked: Vec<String>,
    given: Store,
    bundled: Option<Vec<u8>>,
}

enum Wanted {
    Bytes(Vec<u8>),
    Path(String),
}

/// Loads and compiles packs.
fn load(wanted: Vec<Wanted>, order: DateOrder) -> Result<Loaded, pack::PackError> {
    let carried = shipped::store();
    let (mut groups, mut faults, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    let (mut given, mut bundled) = (Store::Memory(Default::default()), None);
    let alone = wanted.len() == 1;
    for (number, one) in wanted.into_iter().enumerate() {
        match one {
            Wanted::Path(name) => {
                let found = pack::find(&name, &carried)?;
                groups.push(found.packs);
                faults.extend(found.faults);
                asked.push(name);
            }
            Wanted::Bytes(bytes) => {
                let bad = |why| pack::PackError::Archive("the bytes given".into(), why);
                let store = archive::read(&bytes).map_err(bad)?;
                if bundle::is_bundle(&store) {
                    if !alone {
                        return Err(pack::PackError::Absent(
                            "the bytes of Packs.to_bytes() hold all packs of it: give them alone"
                                .to_owned(),
                        ));
                    }
                    let (packs, wrong) = bundle::open(&store, &carried)?;
                    asked.extend(packs.last().map(|pack| pack.name().to_owned()));
                    groups.push(packs);
                    faults.extend(wrong);
                    bundled = Some(bytes);
                    continue;
                }
                let root = format!("given-{number}");
                if let (Store::Memory(all), Store::Memory(files)) = (&mut given, store) {
                    all.extend(
                        files.into_iter().map(|(path, bytes)| (format!("{root}/{path}"), bytes)),
                    );
                }
                let (packs, wrong) = pack::load_beside(&given, &root, &carried)?;
                asked.extend(packs.last().map(|pack| pack.name().to_owned()));
                groups.push(packs);
                faults.extend(wrong);
            }
        }
    }
    let (packs, wrong) = match bundled {
        // They were combined before they were bundled.
        Some(_) => (groups.concat(), Vec::new()),
        None => pack::combine(&groups),
    };
    faults.extend(wrong);
    let (coder, wrong) = Coder::new(&packs);
    faults.extend(wrong);
    let coder = coder.with_options(&ReadOptions { order, ..ReadOptions::default() }.coding());
    Ok(Loaded { coder, packs, faults, asked, given, bundled })
}

/// A text as Python gives it.
#[derive(FromPyObject)]
pub enum PyText<'py> {
    /// Text.
    Text(String),
    /// Bytes in any encoding.
    Bytes(Bound<'py, PyBytes>),
}

/// An article as Python gives it.
#[derive(FromPyObject)]
pub struct PyArticle<'py> {
    text: PyText<'py>,
    id: String,
    title: Option<String>,
    outlet: Option<String>,
    date: Option<String>,
    path: Option<String>,
}

impl PyArticle<'_> {
    fn article(self, order: DateOrder) -> PyResult<Article> {
        let given = Given {
            content: match &self.text {
                PyText::Text(text) => Content::Text(text.as_str().into()),
                PyText::Bytes(bytes) => Content::Bytes(bytes.as_bytes().into()),
            },
            id: self.id.into(),
            title: self.title.map(Cow::from),
            outlet: self.outlet.map(Cow::from),
            date: self.date.map(Cow::from),
            path: self.path.map(Cow::from),
        };
        given.article(order).map_err(|error| ArticleError::new_err(error.to_string()))
    }
}

/// How a table is coded.
#[derive(FromPyObject)]
pub struct TableOptions {
    text: String,
    id: String,
    title: Option<String>,
    outlet: Option<String>,
    date: Option<String>,
    path: Option<String>,
}

impl TableOptions {
    pub fn names(self) -> ColumnNames {
        let TableOptions { text, id, title, outlet, date, path } = self;
        ColumnNames { text, id, title, outlet, date, path }
    }
}

fn unit(name: &str) -> PyResult<OffsetUnit> {
    OffsetUnit::parse(name).map_err(|error| PyValueError::new_err(error.to_string()))
}

fn pack_error(error: &pack::PackError) -> PyErr {
    PackError::new_err(error.to_string())
}

fn written(value: &impl serde::Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| DatelineError::new_err(error.to_string()))
}

impl Engine {
    /// This process's threads for these packs.
    pub fn pool(&self, py: Python<'_>) -> Arc<Pool<Worker>> {
        self.pool.get(py, || {
            let coder = self.coder.clone();
            Pool::new(move || coder.worker())
        })
    }

    /// Has work done by a worker, and waits.
    fn with_worker<T: Send + 'static>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Worker) -> T + Send + 'static,
    ) -> PyResult<T> {
        let slot = self.pool(py).submit(cores(), work).map_err(|error| no_thread(&error))?;
        wait(py, &slot)
    }

    fn coded(
        &self,
        py: Python<'_>,
        source: Source,
        coding: Coding,
        threads: Option<usize>,
        signed: bool,
    ) -> PyResult<Stream> {
        let threads = threads.unwrap_or_else(cores).max(1);
        let totals = SharedTotals::default();
        let work = move |worker: &mut Worker, task| code(worker, task, coding);
        let rows = Ordered::new(source, self.pool(py), threads, work);
        let table = CodedTable::new(rows, coding, Arc::clone(&totals))
            .map_err(|error| DatelineError::new_err(error.to_string()))?;
        let reader: capsule::Reader = match signed {
            true => Box::new(Signed::new(Box::new(table))),
            false => Box::new(table),
        };
        Ok(Stream::new(reader, totals))
    }
}

#[pymethods]
impl Engine {
    #[new]
    fn new(py: Python<'_>, sources: Vec<PackSource<'_>>, date_order: &str) -> PyResult<Engine> {
        let order = crate::article::date_order(date_order).map_err(PyValueError::new_err)?;
        let mut wanted: Vec<Wanted> = sources
            .into_iter()
            .map(|source| match source {
                PackSource::Bytes(bytes) => Wanted::Bytes(bytes.as_bytes().to_vec()),
                PackSource::Path(path) => Wanted::Path(path.to_string_lossy().into_owned()),
            })
            .collect();
        if wanted.is_empty() {
            wanted.push(Wanted::Path(shipped::DEFAULT_PACK.to_owned()));
        }
        let loaded = apart(py, move || load(wanted, order))?.map_err(|error| pack_error(&error))?;
        let Loaded { coder, packs, faults, asked, given, bundled } = loaded;
        Ok(Engine { coder, packs, faults, asked, given, bundled, order, pool: ForkedPool::new() })
    }

    /// A hash over all that decides events besides the articles.
    #[getter]
    fn coded_by(&self) -> &str {
        self.coder.coded_by()
    }

    /// The faults, as JSON, each with its text for people.
    fn faults(&self) -> PyResult<Vec<(String, String)>> {
        self.faults.iter().map(|fault| Ok((written(fault)?, fault.render(false)))).collect()
    }

    /// What works and is often a mistake.
    fn notices(&self) -> Vec<String> {
        self.coder.notices().iter().map(|notice| notice.line()).collect()
    }

    /// Name, version and rules hash of each pack, dependencies first.
    fn packs(&self) -> Vec<(String, String, String)> {
        let each = self.packs.iter();
        each.map(|pack| {
            (pack.name().to_owned(), pack.version().to_owned(), pack.scripts.hash.clone())
        })
        .collect()
    }

    /// Id, kind and pack of each rule.
    fn rules(&self) -> Vec<(String, String, String)> {
        let each = self.coder.rules().iter();
        each.map(|rule| (rule.id.clone(), rule.kind.clone(), rule.pack.clone())).collect()
    }

    /// The kinds of event.
    fn kinds(&self) -> Vec<String> {
        self.coder.kinds()
    }

    /// The packs as bytes.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = match &self.bundled {
            Some(bytes) => Cow::from(bytes),
            None => {
                let written = bundle::write(&self.packs, shipped::store, &self.given);
                Cow::from(written.map_err(|error| pack_error(&error))?)
            }
        };
        Ok(PyBytes::new(py, &bytes))
    }

    /// The record of a run with these packs, without a corpus, as JSON.
    fn run_record(&self) -> PyResult<String> {
        let mut record =
            RunRecord::of(&self.packs, &shipped::store()).map_err(|error| pack_error(&error))?;
        record.command = "python".to_owned();
        record.coded_by = self.coder.coded_by().to_owned();
        record.asked.clone_from(&self.asked);
        record.options.insert("date-order".to_owned(), vec![order_name(self.order).to_owned()]);
        record.text().map_err(|error| DatelineError::new_err(error.to_string()))
    }

    /// Codes an article: its text, what is known of it, its events, faults, remarks; JSON but for the text.
    fn code(
        &self,
        py: Python<'_>,
        article: PyArticle<'_>,
        offsets: &str,
    ) -> PyResult<(String, String, String, String, Vec<String>)> {
        let (article, unit) = (article.article(self.order)?, unit(offsets)?);
        let about = written(&dateline::coder::article_ref(&article))?;
        let (text, remarks) = (article.text.clone(), article.remarks.clone());
        let coded = self.with_worker(py, move |worker| {
            worker.begin_chunk(&Default::default());
            let mut coded = worker.code(article);
            let counted = coded.count_in(unit).map_err(|error| error.to_string());
            counted.map(|()| (coded.events, coded.faults))
        })?;
        let (events, faults) = coded.map_err(DatelineError::new_err)?;
        Ok((text, about, written(&events)?, written(&faults)?, remarks))
    }

    /// What decided each event of an article, as JSON.
    fn why(&self, py: Python<'_>, article: PyArticle<'_>) -> PyResult<String> {
        let article = article.article(self.order)?;
        let bases = self.with_worker(py, move |worker| {
            let explained = worker.code_and_explain(article);
            let each = explained.bases.iter().map(|basis| {
                let rows = basis.attributes.iter();
                let attributes: Vec<_> = rows
                    .map(|row| json!({"attribute": row.attribute, "value": row.value, "basis": row.basis}))
                    .collect();
                json!({"attributes": attributes, "conditions": basis.conditions})
            });
            each.collect::<Vec<_>>()
        })?;
        written(&bases)
    }

    /// Why rules fired or did not on the sentences of an article: JSON, and text for people.
    fn whynot(
        &self,
        py: Python<'_>,
        article: PyArticle<'_>,
        rule: Option<&str>,
        sentence: Option<usize>,
    ) -> PyResult<(String, String)> {
        let rules = self.coder.rules();
        let known = || rules.iter().map(|rule| rule.id.as_str());
        let rule = match rule.map(|rule| (rule, ids::lookup(rules, rule))) {
            None => None,
            Some((_, RuleLookup::One(id))) => Some(id.to_owned()),
            Some((rule, RuleLookup::Several(found))) => {
                return Err(PyValueError::new_err(ids::several(rule, &found)));
            }
            Some((rule, RuleLookup::Nothing)) => {
                let why = format!("no rule {rule:?}{}", hint(rule, known()));
                return Err(PyValueError::new_err(why));
            }
        };
        let article = article.article(self.order)?;
        let report = self.with_worker(py, move |worker| {
            let report = worker.explain(article, rule.as_deref(), sentence);
            (analysis::explained(&report), report.to_string(), report.count)
        })?;
        let (found, text, count) = report;
        match sentence.filter(|&number| number == 0 || number > count) {
            Some(number) => Err(PyValueError::new_err(format!(
                "there is no sentence {number}: the article has {count}, counted from 1"
            ))),
            None => Ok((written(&found)?, text)),
        }
    }

    /// Checks that a table with such columns can be coded.
    fn check_columns(&self, schema: &Bound<'_, PyAny>, columns: TableOptions) -> PyResult<()> {
        let schema = capsule::import_schema(schema)?;
        columns.names().find(&schema).map(drop).map_err(ColumnError::new_err)
    }

    /// Codes a table of articles.
    #[pyo3(signature = (table, columns, offsets, repeats, threads, signed))]
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of the Python function, one by one"
    )]
    fn code_table(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        columns: TableOptions,
        offsets: &str,
        repeats: bool,
        threads: Option<usize>,
        signed: bool,
    ) -> PyResult<Stream> {
        let coding = Coding { unit: unit(offsets)?, repeats };
        let reader = capsule::import(table)?;
        let columns = columns.names().find(&reader.schema()).map_err(ColumnError::new_err)?;
        self.coded(py, Source::table(reader, columns, self.order), coding, threads, signed)
    }

    /// Codes files of articles.
    #[pyo3(signature = (paths, fields, offsets, repeats, threads))]
    fn code_files(
        &self,
        py: Python<'_>,
        paths: Vec<PathBuf>,
        fields: Vec<(String, String)>,
        offsets: &str,
        repeats: bool,
        threads: Option<usize>,
    ) -> PyResult<Stream> {
        let coding = Coding { unit: unit(offsets)?, repeats };
        let source = files::source(paths, fields, self.order)?;
        self.coded(py, source, coding, threads, false)
    }

    /// Joins events into incidents: JSON of each.
    fn incidents(
        &self,
        py: Python<'_>,
        events: &crate::Events,
        repeats: bool,
    ) -> PyResult<Vec<String>> {
        let (rules, mut events) = (self.coder.clone(), events.0.clone());
        if rules.incidents().is_empty() {
            return Err(PackError::new_err(
                "these packs have no incident rules: write incident(\"strike\").of(\"drone_strike\"); in a file of the pack",
            ));
        }
        if !repeats {
            events.iter_mut().for_each(|event| event.article.repeats = None);
        }
        let joined = apart(py, move || dateline::incident::join(&events, rules.incidents()))?;
        joined.incidents.iter().map(written).collect()
    }

    /// The data of a report on events, as JSON.
    fn report(&self, py: Python<'_>, events: &crate::Events) -> PyResult<String> {
        let (rules, events) = (self.coder.clone(), events.0.clone());
        apart(py, move || {
            let incidents = dateline::incident::join(&events, rules.incidents()).incidents;
            let none = dateline::report::Paragraphs::default();
            serde_json::to_string(&dateline::report::Report::of(&events, &incidents, &none))
        })?
        .map_err(|error| DatelineError::new_err(error.to_string()))
    }

    /// Scores the rules against gold, on a table of articles or files: JSON, and a table for people.
    #[pyo3(signature = (gold, table, columns, paths, fields, threads))]
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of the Python function, one by one"
    )]
    fn score(
        &self,
        py: Python<'_>,
        gold: PathBuf,
        table: Option<&Bound<'_, PyAny>>,
        columns: Option<TableOptions>,
        paths: Vec<PathBuf>,
        fields: Vec<(String, String)>,
        threads: Option<usize>,
    ) -> PyResult<(String, String)> {
        let source = match (table, columns) {
            (Some(table), Some(columns)) => {
                let reader = capsule::import(table)?;
                let columns =
                    columns.names().find(&reader.schema()).map_err(ColumnError::new_err)?;
                Source::table(reader, columns, self.order)
            }
            _ => files::source(paths, fields, self.order)?,
        };
        let threads = threads.unwrap_or_else(cores).max(1);
        analysis::score(source, self.pool(py), threads, &gold)
    }

    fn __repr__(&self) -> String {
        let names = self.packs().into_iter().map(|(name, version, _)| format!("{name} {version}"));
        format!("Engine({})", names.collect::<Vec<_>>().join(", "))
    }
}

/// The name of an order of numbers in dates.
fn order_name(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Dmy => "dmy",
        DateOrder::Mdy => "mdy",
        DateOrder::Ymd => "ymd",
    }
}

/// Checks the name of an order.
///
/// # Errors
/// It is none.
pub fn order(name: &str) -> PyResult<DateOrder> {
    date_order(name).map_err(PyValueError::new_err)
}
