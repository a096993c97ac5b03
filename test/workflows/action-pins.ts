/**
 * The commit behind each tag that workflows may use. A new pin goes in here only after somebody looked at what changed
 * between the two commits.
 */
export const ACTION_PINS: ReadonlyMap<string, { readonly tag: string; readonly commit: string }> = new Map([
  ['actions/checkout', { tag: 'v7.0.1', commit: '3d3c42e5aac5ba805825da76410c181273ba90b1' }],
  ['actions/setup-node', { tag: 'v7.0.0', commit: '820762786026740c76f36085b0efc47a31fe5020' }],
]);
