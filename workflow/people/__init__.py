"""Who answers: people, roles, workspaces, and how a person is known."""
