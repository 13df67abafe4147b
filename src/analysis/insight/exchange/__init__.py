"""Teacher exchange (交流轮岗): two ratios that are never one line, backbone shares, principals, flows."""
