"""Pure text: sentences, paragraphs, terms, languages and dates, without files."""
