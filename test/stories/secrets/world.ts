import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultAnswer, QuotableRequest, SystemName } from '../../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST } from '../../../src/sandbox/story/cast.ts';
import { POLICY_TESTS } from '../../../src/sandbox/story/policy-tests.ts';
import type { TenantOptions } from '../../../src/sandbox/tenant/tenant.ts';
import { approvedRequest, goodRequest, pathOf } from '../request.ts';
import type { Secret } from './hunt.ts';

/** As loud as everything below the program can be made by variables. */
const LOUD = {
  AZURE_LOG_LEVEL: 'verbose',
  DEBUG: '*',
  RUNNER_DEBUG: '1',
  GIT_TRACE: '1',
  GIT_TRACE_CURL: '1',
  GIT_TRACE_PACKET: '1',
  GIT_CURL_VERBOSE: '1',
};

/** A world in which everything secret is known, so that it can be hunted. */
export interface PlantedWorld {
  readonly world: Sandbox;
  readonly clone: string;
  readonly env: Readonly<Record<string, string>>;
  /** The open pull request. */
  readonly pullRequest: number;
  /** From now on lets these requests, and no others, fail with an answer that quotes what its sender proved himself with. */
  quoteBack(systems: readonly SystemName[], status: number, path?: RegExp): () => number;
  /** Everything that was secret until now. */
  secrets(): readonly Secret[];
  /** What stands on origin, on every branch, and what GitHub and the webhooks were told. */
  published(): Promise<string>;
}

/** One approved request, one that is not, and webhooks with secret addresses. */
export async function plantedWorld(credential: TenantOptions['credential'] = 'githubOidc'): Promise<PlantedWorld> {
  const world = await startSandbox({
    files: POLICY_TESTS,
    tenants: [{ name: 'contoso', ...(credential === undefined ? {} : { credential }) }],
  });
  addPeople(world);
  const clone = await world.clone();
  const hooks = {
    REINSTATE_TEAMS_WEBHOOK: `${world.origins.webhook}/teams/planted-0123456789-address-of-the-channel`,
    REINSTATE_WEBHOOK: `${world.origins.webhook}/hook/planted-9876543210-address-of-the-hook`,
    REINSTATE_WEBHOOK_SECRET: 'planted-secret-that-notices-are-signed-with',
  };
  const certificate = await world.certificateFor([world.tenant.reader, world.tenant.writer]);
  const pem = await readFile(certificate, 'utf8');
  const env = { ...world.env, ...hooks, ...LOUD, AZURE_CLIENT_CERTIFICATE_PATH: certificate };
  const heard = new Map<string, string>();
  const keep = ({ body }: Pick<QuotableRequest, 'body'>) => {
    const assertion = new URLSearchParams(body).get('client_assertion');
    if (assertion !== null) heard.set(assertion, 'an assertion');
  };
  await approvedRequest(world, 'bob');
  for (const name of ['carol', 'dave']) addSecuredMailbox(world, `${name}@contoso.com`);
  const files = { [pathOf('carol')]: goodRequest(world, 'carol@contoso.com') };
  const { number } = await world.forge.openPullRequest({ branch: 'carol', files, author: ANALYST });
  return {
    world,
    clone,
    env,
    pullRequest: number,
    quoteBack: (systems, status, path) => {
      world.faults.clear();
      const match = path ? { match: { path } } : {};
      const faults = systems.map((system) =>
        world.faults.add({
          system,
          ...match,
          times: Infinity,
          fault: {
            quote: (request) => {
              keep(request);
              return quoting(request, status);
            },
          },
        }),
      );
      // Whatever is not struck is listened to.
      world.faults.add({
        system: 'entra',
        times: Infinity,
        fault: { pause: async (target) => Promise.resolve(keep(target)) },
      });
      return () => faults.reduce((sum, fault) => sum + fault.struck(), 0);
    },
    secrets: () =>
      [
        { name: "GitHub's token", text: world.env['GITHUB_TOKEN'] ?? '' },
        { name: 'the request token', text: world.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '' },
        ...Object.entries(hooks).map(([name, text]) => ({
          name,
          text: URL.parse(text)?.pathname.split('/')[2] ?? text,
        })),
        ...pem.split(/-----[A-Z ]+-----/u).map((text) => ({ name: 'the certificate file', text: text.trim() })),
        ...[...heard].map(([text, name]) => ({ name, text })),
        ...world.requests.map(({ system, authorization = '' }) => ({
          name: `what ${system} was shown`,
          text: authorization.replace(/^\w+ /u, ''),
        })),
      ].filter(({ text }) => text.length > 8),
    published: async () => {
      const { repository, comments, checkRuns, pullRequests } = world.forge.state;
      const ids = await repository.run(['rev-list', '--objects', '--no-object-names', '--all']);
      const objects = await repository.bytes(['cat-file', '--batch'], { input: ids });
      const told = [
        comments.map(({ body }) => body),
        checkRuns.map(({ fields }) => fields),
        world.hooks.map(({ body }) => body),
      ];
      const asked = pullRequests.map(({ title, body }) => ({ title, body }));
      return `${objects.toString('latin1')}\n${await workTree(clone)}\n${JSON.stringify([told, asked])}`;
    },
  };
}

/** In the fields that somebody reads: Exchange's and Graph's error, Entra's, GitHub's, and as text for git. */
function quoting({ authorization = '', body, path }: QuotableRequest, status: number): FaultAnswer {
  const said = `AADSTS700213: you sent Authorization: ${authorization} to ${path} with ${body}`;
  const type = 'System.Exception';
  const error = {
    code: 'quoted',
    message: said,
    details: [{ code: 'Client', target: '', message: `Ex6F9304|${type}|${said}` }],
    innererror: { internalexception: { message: said, type } },
  };
  const json = { error, message: said, error_description: said, errors: [{ message: said }] };
  const isGit = /\.git\//u.test(path);
  const text = isGit ? said : JSON.stringify(path.includes('/oauth2/') ? { ...json, error: 'invalid_client' } : json);
  return { status, headers: { 'content-type': isGit ? 'text/plain' : 'application/json' }, body: text };
}

/** What lies in a clone, without git's own. */
async function workTree(clone: string): Promise<string> {
  const entries = await readdir(clone, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !`${entry.parentPath}/`.includes('/.git/'));
  return (await Promise.all(files.map(async ({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')))).join(
    '\n',
  );
}
