"""Tests of the fetcher, against real servers on loopback."""
