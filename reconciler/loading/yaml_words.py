"""What the parser says when YAML breaks off, said so that somebody knows what to do."""

_WORDS = (
    ("mapping values are not allowed", "A colon stands where a text goes on, or the line is indented too far.",
     "Quote texts with ': ', and align the line with its neighbours."),
    ("did not find expected key", "The indentation changes here, or a line before it is not finished.",
     "Align the line with its neighbours; look at quotes and brackets above."),
    ("did not find expected '-' indicator", "A list is interrupted here.", "Start the line with '- '."),
    ("did not find expected ',' or '}'", "A { is not closed.", "Close it with }, and put commas between the fields."),
    ("did not find expected ',' or ']'", "A [ is not closed.", "Close it with ], and put commas between the entries."),
    ("did not find expected node content", "A bracket is opened and not closed.", "Close it."),
    ("nesting depth", "Brackets are nested deeper than 32 levels.", "Remove brackets."),
    ("unexpected end of stream", "A quote is not closed.", "Close it."),
    ("found unexpected end of stream", "A quote is not closed.", "Close it."),
    ("cannot start any token", "This character has a meaning of its own in YAML.", "Put the text in quotes."),
    ("could not find expected ':'", "A line is neither a field nor part of one.", "Write it as 'field: value'."),
    ("block sequence entries are not allowed", "A '- ' stands in place of a value.", "Put the list on its own lines."),
    ("unknown escape character", "A backslash escape is not known.", "Use single quotes."),
    ("invalid Unicode character", "An escape names a character that does not exist.", "Write the character itself."),
    ("found undefined tag handle", "A tag is used.", "Remove it."),
    ("undefined tag", "A tag is used.", "Remove it."),
    ("did not find expected <document start>", "Something stands after the end of the document.",
     "Align the line with the fields above."),
)  # fmt: skip


def in_our_words(context: str, problem: str) -> tuple[str, str]:
    """Why the file breaks off here, and what to type."""
    for known, what, remedy in _WORDS:
        if known in problem:
            return what, remedy
    said = ", ".join(part for part in (context, problem) if part)
    return (
        f"The parser says: {said or 'nothing more'}.",
        "Look at indentation, quotes and brackets here and just above.",
    )
