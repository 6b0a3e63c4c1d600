"""Well-known organisations by both of their names: news writes NATO, and never what it stands for.

An acronym that is also a word (WHO, SEC), or one of two letters, is found by the name, but does not
stand for it: who asks for `un` may write French.
"""

from __future__ import annotations

from index.text.synonyms import Group

_ALONE = """
UN = United Nations
EU = European Union
WHO = World Health Organization
SEC = Securities and Exchange Commission
IRA = Irish Republican Army
"""

_BOTH = """
NATO = North Atlantic Treaty Organization
IMF = International Monetary Fund
OPEC = Organization of the Petroleum Exporting Countries
OECD = Organization for Economic Cooperation and Development
OSCE = Organization for Security and Cooperation in Europe
WTO = World Trade Organization
ECB = European Central Bank
IAEA = International Atomic Energy Agency
ICC = International Criminal Court
ICJ = International Court of Justice
IOC = International Olympic Committee
ILO = International Labour Organization
IPCC = Intergovernmental Panel on Climate Change
UNESCO = United Nations Educational, Scientific and Cultural Organization
UNICEF = United Nations Children's Fund
UNHCR = United Nations High Commissioner for Refugees
WFP = World Food Programme
ASEAN = Association of Southeast Asian Nations
PLO = Palestine Liberation Organization
FBI = Federal Bureau of Investigation
CIA = Central Intelligence Agency
NSA = National Security Agency
NASA = National Aeronautics and Space Administration
FDA = Food and Drug Administration
EPA = Environmental Protection Agency
FAA = Federal Aviation Administration
FCC = Federal Communications Commission
FDIC = Federal Deposit Insurance Corporation
IRS = Internal Revenue Service
CDC = Centers for Disease Control and Prevention
NHS = National Health Service
BBC = British Broadcasting Corporation
"""


def groups() -> tuple[Group, ...]:
    """Return the groups of synonyms, in British spelling too."""
    found = []
    for lines, is_both in ((_ALONE, False), (_BOTH, True)):
        for line in lines.split("\n"):
            short, _, long = line.partition(" = ")
            if long:
                longs = tuple(dict.fromkeys((long, long.replace("Organiz", "Organis"))))
                found.append(Group(longs, (short, *longs)))
                found += [Group((short,), longs)] if is_both else []
    return tuple(found)
