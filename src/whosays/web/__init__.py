"""The ledger in a browser and over HTTP: pages, REST API, access. Holds no logic of its own: the ledger answers."""
