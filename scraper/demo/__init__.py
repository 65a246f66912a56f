"""The demo: sites written for this project, served on loopback for a real run against them."""
