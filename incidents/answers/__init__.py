"""*Svar i dag* and the dashboard: what the coordinator may tell anybody, from released tables and T0 alone."""
