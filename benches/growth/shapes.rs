//! The shapes of text that are measured.

/// A shape of text.
pub struct Shape {
    pub name: &'static str,
    /// A piece of it, by number.
    piece: fn(usize) -> String,
}

impl Shape {
    /// An article of at least `size` bytes.
    pub fn text(&self, size: usize) -> String {
        let mut text = String::with_capacity(size + 100);
        for number in 0.. {
            text.push_str(&(self.piece)(number));
            if text.len() >= size {
                break;
            }
        }
        text
    }
}

macro_rules! shapes {
    ($($name:literal: |$n:ident| $piece:expr,)*) => {
        pub const SHAPES: &[Shape] = &[$(Shape { name: $name, piece: |$n| $piece },)*];
    };
}

shapes! {
    "lines": |_n| "Air strikes hit X\n".to_owned(),
    "tolls": |n| format!("Shelling by the army killed {} people in Idlib.\n\n", n % 50 + 2),
    "tolls in a sentence": |n| format!("{} men were killed and a child, ", n % 50 + 2),
    "quotations": |_n| "“The army shelled Idlib,” he said. ".to_owned(),
    "unclosed quotations": |_n| "He said “the army shelled Idlib. ".to_owned(),
    "straight quotations": |_n| "\"The army shelled Idlib. ".to_owned(),
    "brackets": |_n| "The army (shelled (Idlib ".to_owned(),
    "names": |_n| "President Assad and Minister Walid Muallem met Abu Omar. ".to_owned(),
    "different names": |n| format!("Mr Abu{n} shelled Town{n}. "),
    "numbers": |_n| "Some 12 people and 13 others were killed. ".to_owned(),
    "dates": |_n| "On 3 March the army shelled Idlib. ".to_owned(),
    "a day earlier": |_n| "The army shelled Idlib a day earlier. ".to_owned(),
    "denials": |_n| "The army denied shelling Idlib. The army shelled Idlib. ".to_owned(),
    "one sentence": |_n| "the army shelled Idlib and ".to_owned(),
    "sayings": |_n| "the army said it shelled Idlib; ".to_owned(),
    "capitalised words": |_n| "Idlib Army Shelled ".to_owned(),
    "one word": |_n| "abcdefghijklmnopqrstuvwxyz".to_owned(),
    "capitals": |_n| "THE ARMY SHELLED IDLIB\n".to_owned(),
    "datelines": |_n| "BEIRUT (Reuters) - The army shelled Idlib.\n\n".to_owned(),
    "live blog": |n| format!("{:02}:{:02}\n\nThe army shelled Idlib.\n", n / 60 % 24, n % 60),
    "posts": |_n| "The army shelled Idlib.\n— Wire (@wire) March 3, 2015\n".to_owned(),
    "soft hyphens": |_n| "The army shel\u{ad}led Id\u{ad}lib. ".to_owned(),
    "references": |_n| "The army&#8217;s guns shelled Idlib. ".to_owned(),
}
