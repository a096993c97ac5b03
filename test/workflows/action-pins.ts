/**
 * The commit behind each tag that workflows may use. A new pin goes in here only after somebody looked at what changed
 * between the two commits.
 */
export const ACTION_PINS: ReadonlyMap<string, { readonly tag: string; readonly commit: string }> = new Map([
  ['actions/attest-build-provenance', { tag: 'v4.1.0', commit: 'a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32' }],
  ['actions/checkout', { tag: 'v7.0.1', commit: '3d3c42e5aac5ba805825da76410c181273ba90b1' }],
  ['actions/create-github-app-token', { tag: 'v3.1.1', commit: '1b10c78c7865c340bc4f6099eb2f838309f1e8c3' }],
  ['actions/setup-node', { tag: 'v7.0.0', commit: '820762786026740c76f36085b0efc47a31fe5020' }],
  ['actions/upload-artifact', { tag: 'v7.0.0', commit: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f' }],
]);
