"""A drug's cases: patients with the answers expected for them, and what they leave unseen."""
