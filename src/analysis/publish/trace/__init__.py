"""Where printed numbers come from (溯源): recorded when a document is made, looked up without running anything again."""
