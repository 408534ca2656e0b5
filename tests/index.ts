// Anchor of the test folder: the test runner resolves the test-only packages from here.
export {};
