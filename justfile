# Short words for common tasks. `just` lists them.

default:
    @just --list

# What must pass before a commit: format, lints, tests
test:
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked
    cargo test --locked

# Write expected outputs and generated pages again; read the difference before you commit it
bless:
    BLESS=1 cargo test --locked --no-fail-fast
    git diff --stat

# Precision and recall on the shipped articles
score *ARGS:
    cargo run --release --locked -- score --gold tests/gold/seeds.jsonl {{ARGS}}

# Speed of batch coding and of the live session
bench *ARGS:
    cargo bench --locked {{ARGS}}

# Build the book in target/book
docs:
    cargo run --locked -- doc --commands -o docs/src/commands.md
    mdbook build docs

# List the libraries of the program and their licences in THIRD-PARTY.md, and collect the texts
notices:
    rm -f THIRD-PARTY.md
    BLESS=1 cargo test --locked --test notices

# Licences and advisories of all dependencies
deny:
    cargo deny check
