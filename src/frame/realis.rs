//! Whether a mention's event happened, by the passage's own grammar: negation, plans, conditions, attempts, what goes on
//! and what is background.
