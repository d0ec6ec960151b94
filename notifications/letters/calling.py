"""What the letters to admins say of who settles a review: who is picked, who is told beside them, who comes last."""

from typing import Any

from notifications.facts import ReviewFacts
from workflow.people.person import Role

FALLBACK = "the policy names your address as the contact for when no admin has settled a review."


def calling(facts: ReviewFacts, because: str) -> dict[str, Any]:
    """Give what the templates name; the fallback contact is no person here, so no link leads them to the seat."""
    seat, is_fallback = facts.case.admin_seat, facts.reader.person_id is None
    picked = seat.person if seat else None
    return {
        "picked": picked,
        "is_picked": picked is not None and picked.id == facts.reader.person_id,
        "can_settle": any(link.role == Role.ADMIN for link in facts.links),
        "is_fallback": is_fallback,
        "fallback": facts.case.policy.admin.fallback_contact,
        "because": FALLBACK if is_fallback else because,
    }
