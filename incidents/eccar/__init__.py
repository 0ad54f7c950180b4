"""The two-yearly report to ECCAR: the coordinator's texts, and the report in HTML, PDF and DOCX (docs/adr/0052)."""
