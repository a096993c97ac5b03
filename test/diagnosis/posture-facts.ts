import type { BranchFacts, PostureFacts, TextFile } from '../../src/diagnosis/posture-facts.ts';
import type { BranchRule, BypassActor, Ruleset } from '../../src/ports/repository-settings.ts';
import { answered } from './facts.ts';

/** The App that writes the records. */
export const APP: BypassActor = { type: 'Integration', id: 987_654 };

/** A rule of a ruleset. */
export function ruleOf(kind: BranchRule['kind'], ruleset: number): BranchRule {
  return { kind, ruleset, approvals: kind === 'pullRequest' ? 1 : 0, codeOwners: kind === 'pullRequest' };
}

/** Who may pass by, or that GitHub does not show it. */
type Bypass = readonly BypassActor[] | 'hidden';

/** A ruleset with its bypass list. */
export function rulesetOf(id: number, bypass: Bypass, bindsToken = true): Ruleset {
  const shown = bypass === 'hidden' ? undefined : bypass;
  return { id, name: `rules ${id}`, source: 'contoso/unblock', bypass: shown, bindsToken };
}

/** A branch with these rules. */
export function branchOf(rules: readonly BranchRule[], rulesets: readonly Ruleset[]): BranchFacts {
  return { rules: answered(rules), rulesets: new Map(rulesets.map((one) => [one.id, answered(one)])) };
}

/** A default branch that is as it has to be. */
export function soundMain(bypass: Bypass = [], bindsToken = true): BranchFacts {
  const kinds = ['pullRequest', 'noForcePush', 'noDeletion'] as const;
  return branchOf(
    kinds.map((kind) => ruleOf(kind, 1)),
    [rulesetOf(1, bypass, bindsToken)],
  );
}

/** Records that are as they have to be. */
export function soundRecords(writers: Bypass = [APP], others: Bypass = []): BranchFacts {
  const rules = [ruleOf('noUpdate', 3), ruleOf('noForcePush', 2), ruleOf('noDeletion', 2)];
  return branchOf(rules, [rulesetOf(3, writers), rulesetOf(2, others)]);
}

/** The workflow that applies, as text. */
export const RECONCILE: TextFile = {
  path: '.github/workflows/reconcile.yml',
  text: `on: { push: { branches: [main] }, schedule: [{ cron: '17 * * * *' }], workflow_dispatch: }
permissions: {}
jobs:
  reconcile:
    runs-on: ubuntu-24.04
    environment: microsoft365
    permissions: { contents: read, id-token: write }
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
      - run: reinstate reconcile --require-posture
`,
};

/** A repository that is set up as it has to be. */
export function soundFacts(): PostureFacts {
  return {
    repository: 'contoso/unblock',
    defaultBranch: 'main',
    main: soundMain(),
    records: new Map([['contoso', soundRecords()]]),
    codeowners: { path: '.github/CODEOWNERS', text: '/.github/ @octocat\n' },
    codeownersErrors: answered([]),
    githubFiles: ['.github/CODEOWNERS', '.github/reinstate.yml', RECONCILE.path],
    workflows: [RECONCILE],
    environments: answered(new Map([['microsoft365', answered([{ name: 'main', type: 'branch' } as const])]])),
    permissions: answered({ mayApprovePullRequests: false, writesByDefault: false }),
  };
}
