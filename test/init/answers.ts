import type { Answers } from '../../src/init/answers.ts';

/** Answers that leave nothing open. */
export const ANSWERS = {
  action: `octocat/reinstate@${'1'.repeat(40)} # v1.0.0`,
  branch: 'trunk',
  tenant: 'contoso',
  tenantId: '11111111-1111-1111-1111-111111111111',
  clientId: '22222222-2222-2222-2222-222222222222',
  readerClientId: '33333333-3333-3333-3333-333333333333',
  domains: ['contoso.com', 'contoso.example'],
  approvers: ['octocat', 'contoso/secops'],
  appId: '4711',
} satisfies Answers;
