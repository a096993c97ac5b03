import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commandLine, commandOf, readInputs } from '../../src/action/inputs.ts';
import { describeCommands } from '../../src/command-line/program.ts';
import { VERBS } from '../../src/command-line/verbs.ts';
import { readWorkflow, type Job, type Step } from './model.ts';

const OURS = '.github/workflows/';
const TEMPLATES = 'templates/.github/workflows/';
const NAMES = ['validate.yml', 'overview.yml', 'reconcile.yml', 'intake.yml'];

function jobsOf(path: string): Readonly<Record<string, Job>> {
  return readWorkflow(readFileSync(path, 'utf8')).jobs ?? {};
}

/** What the action is told, with something in place of each expression. */
function inputsOf({ with: given = {} }: Step): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, String(value).replaceAll(/\$\{\{.*?\}\}/gu, '7')]),
  );
}

const ownSteps = [...NAMES.flatMap((name) => [`${OURS}${name}`, `${TEMPLATES}${name}`]), `${OURS}ci.yml`].flatMap(
  (path) =>
    Object.values(jobsOf(path)).flatMap(({ steps = [] }) =>
      steps
        .filter(({ uses = '' }) => /^(?:\$\/action|\.\/|edit-me\/reinstate@)/u.test(uses))
        .map((step) => ({ name: `${path}: ${String(step.with?.['command'])}`, step })),
    ),
);

describe('a step that runs the action', () => {
  const declared: Readonly<Record<string, unknown>> = parse(readFileSync('action.yml', 'utf8')).inputs;

  test.each(ownSteps)('tells it what it understands: $name', ({ step }) => {
    expect(Object.keys(declared)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
    const variables = Object.entries(inputsOf(step)).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
    const inputs = readInputs(Object.fromEntries(variables));
    expect(() => commandLine(commandOf(inputs, describeCommands(VERBS)), inputs, undefined)).not.toThrow();
  });

  test('is in every workflow that is for a control repository', () => {
    expect(ownSteps).toHaveLength(2 * 6 + 2);
  });
});

describe('the workflows that init writes and those to call do the same', () => {
  test.each(NAMES)('%s', (name) => {
    const shape = (path: string): unknown =>
      Object.entries(jobsOf(path)).map(([id, { steps = [], permissions, strategy, concurrency }]) => ({
        id,
        permissions,
        strategy,
        concurrency,
        steps: steps.map(({ uses, env, with: given }) => ({ uses: nameOf(uses), env, with: withoutNames(given) })),
      }));
    expect(shape(`${OURS}${name}`)).toEqual(shape(`${TEMPLATES}${name}`));
  });
});

describe.each([OURS, TEMPLATES])('the job that applies, in %s', (folder) => {
  const { tenants, reconcile } = jobsOf(`${folder}reconcile.yml`);

  test('runs once for each tenant of the policy, and no tenant falls with another or waits for it', () => {
    const tenant = '${{ matrix.tenant }}';
    expect(reconcile).toMatchObject({
      needs: 'tenants',
      strategy: { 'fail-fast': false, matrix: { tenant: '${{ fromJSON(needs.tenants.outputs.tenants) }}' } },
      concurrency: { group: `reconcile-${tenant}`, 'cancel-in-progress': false },
      steps: expect.arrayContaining([
        expect.objectContaining({ with: expect.objectContaining({ command: 'reconcile', tenant }) }),
      ]),
    });
    expect(reconcile?.strategy).not.toHaveProperty('max-parallel');
    expect(tenants?.steps?.at(-1)?.with).toEqual({ command: 'policy tenants' });
  });
});

function nameOf(uses: string | undefined): string | undefined {
  return uses?.replace(/^(?:\$\/action|edit-me\/reinstate@0{40})$/u, 'the action');
}

/** A caller hands over by inputs what a workflow in its own repository takes from its variables. */
function withoutNames(given: Step['with']): string {
  return JSON.stringify(given ?? {}).replaceAll(
    /\$\{\{ (?:inputs\.app-client-id|vars\.REINSTATE_(?:APP|INTAKE)_CLIENT_ID) \}\}/gu,
    'client',
  );
}
