"""The reviewer's pages and the JSON API."""
