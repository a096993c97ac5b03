import type { RuleInput } from '../../src/policy/rule-variables.ts';

const attestation = { attestedBy: 'dana@contoso.com', attestedAt: '2026-11-23T08:30:00.000Z', method: '' };

/** What a rule sees of an ordinary request, unless told otherwise. */
export function ruleInput(over: Partial<RuleInput> = {}): RuleInput {
  return {
    request: {
      id: 'contoso/alice',
      tenant: 'contoso',
      name: 'alice',
      entity: { mailbox: 'vp-alice@contoso.com', connector: '' },
      securedAccount: '',
      requestedBy: '',
      ticket: 'INC0012345',
      assessment: 'compromised',
      justification: 'Password phished; account recovered and rules removed.',
      attestations: { mfa: attestation, passwordReset: attestation },
    },
    approval: {
      pullRequest: 42,
      author: 'octocat',
      mergedAt: '2026-11-23T10:00:00.000Z',
      approvers: ['monalisa'],
      count: 1,
      required: 1,
    },
    evidence: {
      mfa: { result: 'pass', observed: 'a strong method is registered', observedAt: '2026-11-23T10:01:00.000Z' },
    },
    restriction: {
      createdAt: '2026-11-23T07:41:00.000Z',
      fencedAt: '2026-11-23T07:41:00.000Z',
      reason: { kind: 'outboundSpam', raw: 'OutboundSpamLast24Hours=23' },
    },
    history: { unblocks: ['2026-11-20T10:00:00.000Z'], count: 1 },
    // A Monday.
    now: '2026-11-23T10:03:00.000Z',
    ...over,
  };
}
