"""What an appendix says beside its notebooks (附件前后部分): results, school sheets, method, sources."""
