import type { Findings, UnblockRecord } from '../../src/records/record.ts';

export const NOW = '2026-11-23T10:00:00.000Z';
export const LATER = '2026-11-23T11:00:00.000Z';

const requestPart: UnblockRecord['request'] = {
  id: 'contoso/alice',
  path: 'unblock-requests/contoso/alice.yaml',
  blob: 'b'.repeat(40),
  landingCommit: 'c'.repeat(40),
  reconciledCommit: 'd'.repeat(40),
  tenant: 'contoso',
  tenantId: '11111111-1111-1111-1111-111111111111',
  entity: { mailbox: 'alice@contoso.com' },
};

export function findings(over: Partial<Findings> = {}): Findings {
  return {
    request: requestPart,
    phase: 'Pending',
    conditions: [{ type: 'Approved', status: 'False', reason: 'EnoughApprovals', message: '0 of 1' }],
    ...over,
  };
}
