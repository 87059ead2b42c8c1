"""Made-up solutions in any number, for benchmarks and load tests."""
