"""Documents for people: one model, written as accessible HTML, as DOCX, and as data for the type setter (PDF/UA)."""
