"""Who saw or changed what: append only, hash-chained."""
