"""Projects through their life in the credits registry, many at the same time: submitted, validated,
registered, and their credits verified and issued.

Each step is taken on the day on which the rules let it be taken. A notice lasts 20 working days, so
two of the steps want a later day: `submit` on the first one, `register` once the projects' notices
are over, `issue` once those of their accounting periods are.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.rehearsal.venue import RehearsalVenue
from gateway.rehearsal.waiting import Request, everything_done

FIELDS = "1,14"  # of the methodologies here, for which the bodies are accredited
TEAM: dict[str, Any] = {
    "team": 3,
    "of_field": 2,
    "sites": 1,
    "visited": 1,
    "conclusion": "positive",
}
GROUND = "rehearsal"  # of acts that want one


@dataclass(frozen=True)
class Project:
    """A project, and its one accounting period with tonnes by year of production."""

    owner: int  # account
    name: str
    name_en: str
    site: str
    methodology: str
    construction: str
    crediting: tuple[str, str]  # first and last day
    period: tuple[str, str]
    tonnes: Mapping[int, int]

    @property
    def total(self) -> int:
        """All of the period, t."""
        return sum(self.tonnes.values())

    @property
    def quantities(self) -> str:
        """The tonnes as a request has them."""
        return ",".join(f"{year}={tonnes}" for year, tonnes in self.tonnes.items())


@dataclass(frozen=True)
class Bodies:
    """Who validates and who verifies: two entities, as the rules want it."""

    validates: int
    verifies: int


@dataclass(frozen=True)
class Life:
    """Some projects in the registry of one venue; `numbers` and `periods` in their order."""

    venue: RehearsalVenue
    projects: Sequence[Project]
    bodies: Bodies

    async def submit(self) -> list[int]:
        """Bring the papers and submit the projects; their public notices begin: their numbers."""
        for what in ("design", "validation", "commitment", "report", "verification"):
            await everything_done(
                self.venue.registry, [self._paper(each, what) for each in self.projects]
            )
        replies = await everything_done(
            self.venue.registry, [self._submission(each) for each in self.projects]
        )
        return [reply.fields["project"] for reply in replies]

    async def register(self, numbers: Sequence[int]) -> list[int]:
        """Validate and register the projects, and submit their accounting periods: the numbers of
        these.
        """
        pairs = list(zip(self.projects, numbers, strict=True))
        reports: list[Request] = [
            {
                "op": "report_validation",
                "account": self.bodies.validates,
                "project": number,
                "digest": digest_of(each, "validation"),
                **TEAM,
            }
            for each, number in pairs
        ]
        applied: list[Request] = [
            {
                "op": "apply_project",
                "account": each.owner,
                "project": number,
                "commitment": digest_of(each, "commitment"),
            }
            for each, number in pairs
        ]
        for requests in (reports, applied):
            await everything_done(self.venue.registry, requests)
        await everything_done(
            self.venue.registry,
            [{"op": "register_project", "project": number} for number in numbers],
        )
        replies = await everything_done(
            self.venue.registry, [self._period(each, number) for each, number in pairs]
        )
        return [reply.fields["period"] for reply in replies]

    async def issue(self, periods: Sequence[int]) -> None:
        """Verify the periods and register their credits."""
        pairs = list(zip(self.projects, periods, strict=True))
        verified: list[Request] = [
            {
                "op": "report_verification",
                "account": self.bodies.verifies,
                "period": number,
                "digest": digest_of(each, "verification"),
                "quantities": each.quantities,
                **TEAM,
            }
            for each, number in pairs
        ]
        applied: list[Request] = [
            {
                "op": "apply_credits",
                "account": each.owner,
                "period": number,
                "quantity": each.total,
                "commitment": digest_of(each, "commitment"),
            }
            for each, number in pairs
        ]
        for requests in (verified, applied):
            await everything_done(self.venue.registry, requests)
        await everything_done(
            self.venue.registry,
            [{"op": "register_credits", "period": number} for number in periods],
        )

    def _paper(self, project: Project, what: str) -> Request:
        content = _content(project, what)
        return {
            "op": "keep_paper",
            "account": project.owner,
            "digest": digest_of(project, what),
            "name": f"{what}.txt",
            "size": len(content),
            "start": 0,
            "content": base64.b64encode(content).decode(),
        }

    def _submission(self, project: Project) -> Request:
        return {
            "op": "submit_project",
            "account": project.owner,
            "name": project.name,
            "name_en": project.name_en,
            "site": project.site,
            "methodology": project.methodology,
            "construction": project.construction,
            "crediting_from": project.crediting[0],
            "crediting_to": project.crediting[1],
            "body": self.bodies.validates,
            "design": digest_of(project, "design"),
        }

    def _period(self, project: Project, number: int) -> Request:
        return {
            "op": "submit_period",
            "account": project.owner,
            "project": number,
            "first": project.period[0],
            "last": project.period[1],
            "quantities": project.quantities,
            "body": self.bodies.verifies,
            "report": digest_of(project, "report"),
        }


async def open_bodies(venue: RehearsalVenue, bodies: Bodies) -> None:
    """Enter the two bodies with accounts of their own, and their accreditation."""
    for entity, name in ((bodies.validates, "审定机构"), (bodies.verifies, "核查机构")):
        named = {"entity": entity, "name": name}
        accredited = {"entity": entity, "fields": FIELDS, "document": GROUND}
        await everything_done(
            venue.registry,
            [
                {"op": "open_entity", "kind": "body", **named},
                {"op": "open_account", "account": entity, "name": name},
                {"op": "accredit_body", **accredited},
            ],
        )


def owner_entity(entity: int, name: str) -> Request:
    """The request that enters an owner of projects."""
    named = {"entity": entity, "name": name, "kind": "project_owner", "province": 32}
    return {"op": "open_entity", "credit_code": f"91320000MA1X{entity:06}", **named}


def digest_of(project: Project, what: str) -> str:
    """SHA-256 of one of a project's papers."""
    return hashlib.sha256(_content(project, what)).hexdigest()


def _content(project: Project, what: str) -> bytes:
    return f"{what} of {project.name}, {project.site}\n".encode()
