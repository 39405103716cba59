"""Who works at the institute, and with it. Names and iDs are invented, passwords printed."""

from __future__ import annotations

import dataclasses

from catalog.datasets.inputs import Creator
from catalog.demo.chance import orcid

INSTITUTE = "Institute for Circuits and Behavior"
ORGANIZATIONS = {"icb": INSTITUTE, "northgate": "Northgate University"}
GROUPS = {"okonkwo": "Okonkwo lab", "lindqvist": "Lindqvist lab"}


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """`does` is said where the logins are listed."""

    username: str
    first: str
    last: str
    does: str
    orcid: str = ""
    groups: tuple[str, ...] = ()
    organization: str = ""
    steward: bool = False
    administrator: bool = False

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def password(self) -> str:
        """For trying things out only; everybody can read it here."""
        return f"circuits-{self.username}"

    def as_creator(self) -> Creator:
        affiliation = ORGANIZATIONS.get(self.organization)
        return Creator(
            name=f"{self.last}, {self.first}",
            orcid=self.orcid,
            affiliations=(affiliation,) if affiliation else (),
        )


PEOPLE = (
    Person(
        "noor",
        "Noor",
        "Haddad-Lund",
        "administrator of the catalogue: may do everything",
        organization="icb",
        administrator=True,
    ),
    Person(
        "sofia",
        "Sofia",
        "Brandt-Iwu",
        "steward: curates schemas and properties",
        orcid(1),
        organization="icb",
        steward=True,
    ),
    Person(
        "kofi",
        "Kofi",
        "Asante-Berg",
        "steward of the Northgate collaboration",
        orcid(2),
        organization="northgate",
        steward=True,
    ),
    Person(
        "amara",
        "Amara",
        "Okonkwo",
        "leads the Okonkwo lab: vision and choice",
        orcid(3),
        ("okonkwo",),
        "icb",
    ),
    Person("tomas", "Tomás", "Villaverde", "two-photon imaging", orcid(4), ("okonkwo",), "icb"),
    Person("yuki", "Yuki", "Tanabe", "larval zebrafish", orcid(5), ("okonkwo",), "icb"),
    Person(
        "elin",
        "Elin",
        "Lindqvist",
        "leads the Lindqvist lab: navigation and voice",
        orcid(6),
        ("lindqvist",),
        "icb",
    ),
    Person("rafael", "Rafael", "Quintal", "Neuropixels", orcid(7), ("lindqvist",), "icb"),
    Person("mei", "Mei", "Zhou-Aalto", "histology", orcid(8), ("lindqvist",), "icb"),
    Person(
        "dara",
        "Dara",
        "Oyelaran",
        "song learning; guest of the Lindqvist lab from Northgate",
        orcid(9),
        ("lindqvist",),
        "northgate",
    ),
    Person(
        "ines",
        "Inês",
        "Castelhano",
        "cuttlefish; guest of the Okonkwo lab from Northgate",
        orcid(10),
        ("okonkwo",),
        "northgate",
    ),
    Person(
        "visitor",
        "Robin",
        "Ashgrove",
        "outside reader: sees what every signed-in person sees",
    ),
)

BY_USERNAME = {person.username: person for person in PEOPLE}
