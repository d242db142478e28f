//! Archives of the form ZIP and documents of Word, made in memory. Used by the tests beside it.

use flate2::Crc;
use std::io::Write;

/// How a member is written.
#[derive(Clone, Copy, Default)]
pub struct Oddity {
    /// It says that it is encrypted.
    pub is_encrypted: bool,
    /// It is packed in a way that is not read.
    pub is_foreign: bool,
    /// Its checksum is wrong.
    pub is_broken: bool,
}

/// An archive of these files.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let files: Vec<_> =
        files.iter().map(|&(name, bytes)| (name, bytes, Oddity::default())).collect();
    odd_zip(&files)
}

/// An archive of these files, written so.
pub fn odd_zip(files: &[(&str, &[u8], Oddity)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for &(name, bytes, oddity) in files {
        let mut packer =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(bytes).expect("memory");
        let packed = packer.finish().expect("memory");
        let mut crc = Crc::new();
        crc.update(bytes);
        let mut head = Vec::new();
        for number in
            [20, u16::from(oddity.is_encrypted), if oddity.is_foreign { 14 } else { 8 }, 0, 33]
        {
            head.extend_from_slice(&number.to_le_bytes());
        }
        let sum = crc.sum() ^ u32::from(oddity.is_broken);
        for number in [sum, packed.len() as u32, bytes.len() as u32] {
            head.extend_from_slice(&number.to_le_bytes());
        }
        head.extend_from_slice(&(name.len() as u16).to_le_bytes());
        head.extend_from_slice(&0u16.to_le_bytes());
        let start = out.len() as u32;
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&head);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(&packed);
        directory.extend_from_slice(b"PK\x01\x02\x14\0");
        directory.extend_from_slice(&head);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&start.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (start, count) = (out.len() as u32, files.len() as u16);
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    for _ in 0..2 {
        out.extend_from_slice(&count.to_le_bytes());
    }
    out.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}

/// A document of Word with this main part.
pub fn docx(body: &str) -> Vec<u8> {
    let main = document(body);
    let core = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:title>Shells hit the &amp; market</dc:title></cp:coreProperties>";
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", main.as_bytes()),
        ("word/footnotes.xml", b"<w:footnotes xmlns:w=\"w\"><w:p><w:r><w:t>A footnote.</w:t></w:r></w:p></w:footnotes>"),
        ("word/vbaProject.bin", b"macro"),
        ("docProps/core.xml", core.as_bytes()),
    ])
}

/// The main part of a document.
pub fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
    )
}

/// A paragraph for each line.
pub fn paragraphs(lines: &str) -> String {
    let escaped = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;");
    let paragraph = |line: &str| {
        let runs: Vec<String> = line
            .split('\t')
            .map(|part| format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(part)))
            .collect();
        format!(
            "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr>{}</w:p>",
            runs.join("<w:r><w:tab/></w:r>")
        )
    };
    lines.lines().map(paragraph).collect()
}
