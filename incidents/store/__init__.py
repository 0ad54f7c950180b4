"""The database: typed models and queries. No request, no current user, no commit."""
