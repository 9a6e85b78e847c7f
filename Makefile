test:
	cargo test --workspace --exclude astrarium-py
.PHONY: test
