# Short words for common tasks. `just` lists them.

default:
    @just --list

# What must pass before a commit: format, lints, tests
test:
    .ci/run

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

# Manual pages and completion scripts in target/share, for packages of the program
share:
    cargo run --locked -- doc --man target/share/man/man1
    for shell in bash elvish fish powershell zsh; do cargo run -q --locked -- doc --completions $shell -o target/share/dateline.$shell; done

# List the libraries of the program and their licences in THIRD-PARTY.md, and collect the texts
notices:
    rm -f THIRD-PARTY.md
    BLESS=1 cargo test --locked --test notices

# Build the Python wheel, and test it in a new virtual environment; --quick leaves out Spark
python *ARGS:
    python/check {{ARGS}}

# Licences, sources and advisories of all dependencies; needs the network
deny:
    cargo deny check
