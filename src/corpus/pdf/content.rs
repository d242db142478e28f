//! What a page draws, as letters with their places: the operators for text, and the forms that a page draws within it.

use super::font::Font;
use lopdf::content::Content;
use lopdf::{DecompressError, Dictionary, Document, Error, Object, ObjectId};
use std::collections::HashMap;
use std::rc::Rc;

/// A letter on a page.
pub(super) struct Glyph {
    pub text: Rc<str>,
    /// Where it begins and ends along its line, and how far down the page its line is, in points.
    pub start: f32,
    pub end: f32,
    pub down: f32,
    /// The size of its font, in points.
    pub size: f32,
    /// Which way its line runs, in quarters of a turn from left to right.
    pub quarter: u8,
}

/// What a page holds.
#[derive(Default)]
pub(super) struct PageText {
    pub glyphs: Vec<Glyph>,
    /// How many letters are set aslant, as watermarks are; they are not in `glyphs`.
    pub aslant: usize,
    /// Whether its content breaks off, or names what the file does not have.
    pub is_broken: bool,
}

/// What is more than a file may hold.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooMuch;

/// Reads the pages of a document.
pub(super) struct PageReader<'d> {
    document: &'d Document,
    /// Fonts by their objects.
    fonts: HashMap<ObjectId, Rc<Font>>,
    /// So many bytes of content may still be read, those of a form each time that it is drawn.
    left: usize,
    limit: usize,
}

/// A form may be drawn in a form, and so on, so deep.
const DEEPEST: usize = 12;

/// So many states may be kept at one time.
const STATES: usize = 256;

/// So many letters may be on one page.
const LETTERS: usize = 1 << 19;

/// An operator that no page has, put behind its content.
const END: &str = "DatelineEnd";
const END_MARK: &[u8] = b"\nDatelineEnd\n";

/// What drawing a form costs beside its bytes.
const FORM: usize = 256;

/// A map of points of a page to points of another space: `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Clone, Copy)]
struct Matrix([f32; 6]);

impl Matrix {
    const SAME: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn moved(x: f32, y: f32) -> Self {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First this, then `next`.
    fn then(self, next: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [na, nb, nc, nd, ne, nf]) = (self.0, next.0);
        Matrix([
            a * na + b * nc,
            a * nb + b * nd,
            c * na + d * nc,
            c * nb + d * nd,
            e * na + f * nc + ne,
            e * nb + f * nd + nf,
        ])
    }

    fn of(numbers: &[Object]) -> Option<Self> {
        let mut values = [0.0; 6];
        if numbers.len() != values.len() {
            return None;
        }
        for (value, number) in values.iter_mut().zip(numbers) {
            *value = number.as_float().ok()?;
        }
        Some(Matrix(values))
    }
}

/// The state of drawing.
#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    letter_space: f32,
    word_space: f32,
    stretch: f32,
    leading: f32,
    rise: f32,
}

/// A stream of operators as it is read.
struct Drawing<'d> {
    resources: Option<&'d Dictionary>,
    state: State,
    kept: Vec<State>,
    /// The begin of the line, and where the next letter goes.
    line: Matrix,
    text: Matrix,
    /// For each marked stretch that is open: whether it is marked as a header or footer of pages.
    marks: Vec<bool>,
}

impl<'d> PageReader<'d> {
    /// A reader that reads at most `left` bytes of content in all, and at most `limit` of a table of a font.
    pub fn new(document: &'d Document, left: usize, limit: usize) -> Self {
        PageReader { document, fonts: HashMap::new(), left, limit }
    }

    /// What the page holds; an error if it holds too much.
    pub fn page(&mut self, id: ObjectId) -> Result<PageText, TooMuch> {
        let mut found = PageText::default();
        let document = self.document;
        let Ok(page) = document.get_dictionary(id) else {
            found.is_broken = true;
            return Ok(found);
        };
        let content = match document.get_page_content_with_limit(id, self.left) {
            Ok(content) => content,
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                return Err(TooMuch);
            }
            Err(_) => {
                found.is_broken = true;
                return Ok(found);
            }
        };
        self.spend(content.len())?;
        let state = State {
            page: Matrix::SAME,
            font: None,
            size: 1.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let resources = self.inherited_resources(page);
        self.draw(content, resources, state, 0, &mut found)?;
        Ok(found)
    }

    fn spend(&mut self, bytes: usize) -> Result<(), TooMuch> {
        self.left = self.left.checked_sub(bytes).ok_or(TooMuch)?;
        Ok(())
    }

    /// The resources of a page or of what is above it.
    fn inherited_resources(&self, page: &'d Dictionary) -> Option<&'d Dictionary> {
        let mut node = page;
        for _ in 0..32 {
            if let Ok(found) = node.get_deref(b"Resources", self.document) {
                return found.as_dict().ok();
            }
            node = node.get_deref(b"Parent", self.document).and_then(Object::as_dict).ok()?;
        }
        None
    }

    /// The entry of the group `group` of the resources that goes by `name`, and its id.
    fn resource(
        &self,
        resources: Option<&'d Dictionary>,
        group: &[u8],
        name: &Object,
    ) -> Option<(Option<ObjectId>, &'d Object)> {
        let group = resources?.get_deref(group, self.document).and_then(Object::as_dict).ok()?;
        self.document.dereference(group.get(name.as_name().ok()?).ok()?).ok()
    }

    fn draw(
        &mut self,
        mut content: Vec<u8>,
        resources: Option<&'d Dictionary>,
        state: State,
        depth: usize,
        found: &mut PageText,
    ) -> Result<(), TooMuch> {
        let (line, text) = (Matrix::SAME, Matrix::SAME);
        let (kept, marks) = (Vec::new(), Vec::new());
        let mut drawing = Drawing { resources, state, kept, line, text, marks };
        // The parser does not tell that it stops at what it cannot read: then it never comes to this mark.
        content.extend_from_slice(END_MARK);
        let mut is_whole = false;
        for operation in Content::decode_iter(&content) {
            let Ok(operation) = operation else { break };
            is_whole = operation.operator == END;
            let operands = &operation.operands;
            match (operation.operator.as_str(), operands.as_slice()) {
                ("Do", [name]) => self.form(&drawing, name, depth, found)?,
                ("Tf", [name, size]) => {
                    drawing.state.font = self.font(resources, name);
                    found.is_broken |= drawing.state.font.is_none();
                    drawing.state.size = number(size);
                }
                (operator, operands) => drawing.apply(operator, operands, found),
            }
            if found.glyphs.len() > LETTERS {
                return Err(TooMuch);
            }
        }
        found.is_broken |= !is_whole;
        Ok(())
    }

    fn font(&mut self, resources: Option<&'d Dictionary>, name: &Object) -> Option<Rc<Font>> {
        let (id, font) = self.resource(resources, b"Font", name)?;
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            return Some(known.clone());
        }
        let font = Rc::new(Font::read(self.document, font.as_dict().ok()?, self.limit));
        if let Some(id) = id {
            self.fonts.insert(id, font.clone());
        }
        Some(font)
    }

    /// Draws a form; a picture has no text.
    fn form(
        &mut self,
        drawing: &Drawing<'d>,
        name: &Object,
        depth: usize,
        found: &mut PageText,
    ) -> Result<(), TooMuch> {
        let form = self.resource(drawing.resources, b"XObject", name);
        let Some(form) = form.and_then(|(_, form)| form.as_stream().ok()) else { return Ok(()) };
        let kind = form.dict.get_deref(b"Subtype", self.document).and_then(Object::as_name);
        if kind.ok() != Some(b"Form") || drawing.is_marked() {
            return Ok(());
        }
        if depth >= DEEPEST {
            found.is_broken = true;
            return Ok(());
        }
        self.spend(FORM)?;
        let content = match form.get_plain_content_with_limit(self.left) {
            Ok(content) => content,
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                return Err(TooMuch);
            }
            Err(_) => {
                found.is_broken = true;
                return Ok(());
            }
        };
        self.spend(content.len())?;
        let matrix = form.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array).ok();
        let matrix = matrix.and_then(|matrix| Matrix::of(matrix)).unwrap_or(Matrix::SAME);
        let own = form.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok();
        let mut state = drawing.state.clone();
        state.page = matrix.then(state.page);
        self.draw(content, own.or(drawing.resources), state, depth + 1, found)
    }
}

/// A number, or 0 for something else.
fn number(object: &Object) -> f32 {
    object.as_float().unwrap_or(0.0)
}

impl Drawing<'_> {
    fn is_marked(&self) -> bool {
        self.marks.iter().any(|is_marked| *is_marked)
    }

    fn apply(&mut self, operator: &str, operands: &[Object], found: &mut PageText) {
        let state = &mut self.state;
        match (operator, operands) {
            ("q", _) if self.kept.len() < STATES => self.kept.push(state.clone()),
            ("Q", _) => self.state = self.kept.pop().unwrap_or_else(|| state.clone()),
            ("cm", numbers) => {
                let matrix = Matrix::of(numbers).unwrap_or(Matrix::SAME);
                state.page = matrix.then(state.page);
            }
            ("BT", _) => (self.line, self.text) = (Matrix::SAME, Matrix::SAME),
            ("Tc", [space]) => state.letter_space = number(space),
            ("Tw", [space]) => state.word_space = number(space),
            ("Tz", [percent]) => state.stretch = number(percent) / 100.0,
            ("TL", [leading]) => state.leading = number(leading),
            ("Ts", [rise]) => state.rise = number(rise),
            ("Td", [x, y]) => self.next_line(number(x), number(y)),
            ("TD", [x, y]) => {
                state.leading = -number(y);
                self.next_line(number(x), number(y));
            }
            ("Tm", numbers) => {
                let matrix = Matrix::of(numbers).unwrap_or(Matrix::SAME);
                (self.line, self.text) = (matrix, matrix);
            }
            ("T*", _) => self.next_line(0.0, -self.state.leading),
            ("Tj", [shown]) => self.show(shown, found),
            ("TJ", [Object::Array(pieces)]) => {
                for piece in pieces {
                    match piece {
                        Object::String(..) => self.show(piece, found),
                        back => {
                            let State { size, stretch, .. } = self.state;
                            let by = -number(back) / 1000.0 * size * stretch;
                            self.text = Matrix::moved(by, 0.0).then(self.text);
                        }
                    }
                }
            }
            ("'", [shown]) => {
                self.next_line(0.0, -self.state.leading);
                self.show(shown, found);
            }
            ("\"", [word, letter, shown]) => {
                (state.word_space, state.letter_space) = (number(word), number(letter));
                self.next_line(0.0, -self.state.leading);
                self.show(shown, found);
            }
            ("BDC", [Object::Name(name), about]) if self.marks.len() < STATES => {
                let kind = about.as_dict().and_then(|about| about.get(b"Type"));
                let is_furniture = name == b"Artifact"
                    && kind.and_then(Object::as_name).ok() == Some(b"Pagination");
                self.marks.push(is_furniture);
            }
            ("BMC" | "BDC", _) if self.marks.len() < STATES => self.marks.push(false),
            ("EMC", _) => drop(self.marks.pop()),
            _ => {}
        }
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.line = Matrix::moved(x, y).then(self.line);
        self.text = self.line;
    }

    /// Shows a string, and moves on behind it.
    fn show(&mut self, shown: &Object, found: &mut PageText) {
        let (Ok(shown), Some(font)) = (shown.as_str(), self.state.font.clone()) else { return };
        let is_marked = self.is_marked();
        let State { size, stretch, letter_space, word_space, rise, page, .. } = self.state;
        for letter in font.letters(shown) {
            let place = self.text.then(page);
            let between = letter_space + if letter.is_space { word_space } else { 0.0 };
            let advance = (letter.width * size + between) * stretch;
            if !is_marked {
                let end = (letter.width * size + between.max(0.0)) * stretch;
                place_glyph(found, letter.text, &Matrix::moved(0.0, rise).then(place), end, size);
            }
            self.text = Matrix::moved(advance, 0.0).then(self.text);
        }
    }
}

/// Points further out than this are on no page.
const FAR: f32 = 1e6;

/// A letter that turns away further from its quarter than this, as a sine, is set aslant.
const ASLANT: f32 = 0.12;

/// Adds a letter that begins at the origin of `place` and is `width` wide there.
fn place_glyph(found: &mut PageText, text: Rc<str>, place: &Matrix, width: f32, size: f32) {
    let [a, b, c, d, x, y] = place.0;
    let along = a.hypot(b);
    let (width, size) = (width * along, (size * c.hypot(d)).abs());
    let all = [along, x, y, width, size];
    if !all.iter().all(|number| number.is_finite() && number.abs() < FAR) || along == 0.0 {
        return;
    }
    let (cosine, sine) = (a / along, b / along);
    if cosine.abs().min(sine.abs()) > ASLANT {
        found.aslant += usize::from(!text.trim().is_empty());
        return;
    }
    // The origin of a page is at its lower left; lines are counted downwards.
    let (quarter, start, down) = match (cosine.abs() > sine.abs(), cosine > 0.0, sine > 0.0) {
        (true, true, _) => (0, x, -y),
        (true, false, _) => (2, -x, y),
        (false, _, true) => (1, y, x),
        (false, _, false) => (3, -y, -x),
    };
    // A font of negative size runs backwards.
    let (start, end) = if width < 0.0 { (start + width, start) } else { (start, start + width) };
    found.glyphs.push(Glyph { text, start, end, down, size, quarter });
}
