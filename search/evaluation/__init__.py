"""How well the engines find: judged queries, what is measured of the answers, and plain BM25 beside them."""
