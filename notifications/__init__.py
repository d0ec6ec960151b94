"""How people are told: letters, links, delivery."""
