"""What an organisation decides for itself, and what one workspace decides otherwise."""

from tests.factories import a_policy

OWN = {"acme": {"changed": {"percent": "5"}, "checks": {"late_business_days": 1}}}


def test_a_workspace_decides_some_thresholds_for_itself() -> None:
    changed = a_policy(workspaces=OWN).changed_in("acme")
    assert (str(changed.percent), str(changed.amount)) == ("5", "250.00")


def test_the_rest_of_the_workspaces_keep_what_all_have() -> None:
    policy = a_policy(workspaces=OWN)
    assert (policy.changed_in("borealis"), policy.checks_in("borealis")) == (policy.changed, policy.checks)


def test_other_checks_have_thresholds_by_workspace_too() -> None:
    checks = a_policy(workspaces=OWN).checks_in("acme")
    assert (checks.late_business_days, str(checks.usage_percent)) == (1, "1")
