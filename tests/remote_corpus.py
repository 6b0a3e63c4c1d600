"""Invented articles of several formats and languages, for what has to be the same everywhere."""

import datetime as dt
import json
import random
from pathlib import Path

SUBJECTS = (
    "harbour council river bridge bread comet train tunnel hours crowns night water ferry prize"
    " mayor budget strike survey railway oven ceasefire observatory telescope dredging mussel"
).split()
PEOPLE = ["Ingrid Vale", "Petra Ostrom", "Elodie Martens", "Jonas Brandt", "Ada Lindqvist"]
OUTLETS = ["The Herald", "Évening Post", "Gazette"]
PLEA = "Support the Gazette with a gift, for good journalism costs money every single day."
FOREIGN = {
    "de": "Der Bürgermeister von Aldersund hat den Haushalt für den Hafen und die Brücke erhöht,"
    " und die Bäckerei gewann im {month} den Preis für ihr Brot am Fluss.",
    "fr": "Le maire d'Aldersund a augmenté le budget du port et du pont, et la boulangerie a reçu"
    " au mois de {month} le prix du pain près de la rivière.",
    "es": "El alcalde de Aldersund aumentó el presupuesto del puerto y del puente, y la panadería"
    " recibió en {month} el premio por su pan junto al río.",
}
SAID = (
    "“We will build the {a} before the {b},” said {who}, who leads the council."
    " The {c} is not convinced.",
    "{who} pledged {n} million crowns for the {a} on Friday. It would take {m} months.",
    "{who} said the {a} and the {b} would be closed in May, according to the {outlet}.",
    "The Coastal Rescue Service (CRS) warned of the {a}, {who} told reporters. The CRS has"
    " {n} boats.",
    "A cease-fire between the {a} union and the {b} company was signed by {who} for {n} days.",
)


def write(folder: Path, articles: int, seed: int = 11) -> None:
    """Write articles into a folder: Markdown, plain text, web pages and records."""
    rng = random.Random(seed)
    records = []
    for number in range(articles):
        title = f"{rng.choice(SUBJECTS)} and {rng.choice(SUBJECTS)} {number}".capitalize()
        outlet, date = rng.choice(OUTLETS), dt.date(2021, 1, 1) + dt.timedelta(rng.randint(0, 600))
        if number % 11 == 5:
            outlet, paragraphs = (
                "Weltblatt",
                [
                    rng.choice(list(FOREIGN.values())).format(month=date.strftime("%m-%Y"))
                    for _ in range(2)
                ],
            )
        else:
            paragraphs = [_paragraph(rng, outlet) for _ in range(rng.randint(1, 4))]
            if outlet == "Gazette":
                paragraphs.append(PLEA)
        kind = number % 4
        if kind == 3:
            record = {"_id": f"r{number}", "title": title, "text": "\n\n".join(paragraphs)}
            records.append({**record, "source": outlet, "date": date.isoformat()})
            continue
        place = folder / ("news" if number % 2 else "wire") / f"{number:04}"
        place.parent.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join(paragraphs)
        if kind == 0:
            head = [f"title: {title}", f"source: {outlet}", *([f"date: {date}"] * (number % 8 > 0))]
            place.with_suffix(".md").write_text("\n".join(["---", *head, "---", "", text, ""]))
        elif kind == 1:
            place.with_suffix(".txt").write_text(f"{title}\n\n{text}\n")
        else:
            body = "".join(f"<p>{each}</p>" for each in paragraphs)
            place.with_suffix(".html").write_text(
                f"<html><head><title>{title}</title><meta name='author' content='Ada Lindqvist'>"
                f"</head><body><article><h1>{title}</h1>{body}</article></body></html>"
            )
    lines = [json.dumps(record) for record in records]
    (folder / "export.jsonl").write_text("\n".join(lines) + "\n")


def _paragraph(rng: random.Random, outlet: str) -> str:
    if rng.random() < 0.5:
        words = " ".join(rng.choices(SUBJECTS, k=rng.randint(8, 30)))
        return f"{words.capitalize()}."
    a, b, c = rng.sample(SUBJECTS, 3)
    return rng.choice(SAID).format(
        a=a,
        b=b,
        c=c,
        who=rng.choice(PEOPLE),
        n=rng.randint(2, 90),
        m=rng.randint(2, 30),
        outlet=outlet,
    )
