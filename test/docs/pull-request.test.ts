import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ForgePullRequest } from '../../src/sandbox/forge/model.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, REVIEWER } from '../../src/sandbox/story/cast.ts';
import { nodesOf, parseMarkdown } from '../report/live-markdown.ts';
import { reconcile, reinstate } from '../stories/program.ts';
import { goodRequest, pathOf } from '../stories/request.ts';

const page = readFileSync(new URL('../../docs/pull-request.md', import.meta.url), 'utf8');

describe('the page about the pull request', () => {
  let world: Sandbox;
  let clone: string;

  beforeAll(async () => {
    world = await startSandbox();
    addPeople(world);
    clone = await world.clone();
  });

  afterAll(async () => world.close());

  it('pictures an approval of other bytes, and what the merge then lifts', async () => {
    const alice = await opened('alice');
    world.forge.review(alice, { user: REVIEWER, state: 'APPROVED' });
    const edited = goodRequest(world, 'alice@contoso.com').replace('Sunday', 'Monday');
    await world.forge.pushTo(alice, { files: { [pathOf('alice')]: edited }, author: ANALYST });
    await reinstate(world, clone, ['overview', '--pr', String(alice.number)]);
    expect(shapeOf(pictureUnder('While it is open'))).toEqual(shapeOf(lastComment()));

    world.forge.review(alice, { user: REVIEWER, state: 'APPROVED' });
    await world.forge.merge(alice, { method: 'squash', by: REVIEWER });
    await reconcile(world, clone);
    expect(shapeOf(pictureUnder('After the merge'))).toEqual(shapeOf(lastComment()));
  });

  it('pictures a merge without an approval', async () => {
    await world.forge.merge(await opened('bob'), { method: 'squash', by: REVIEWER });
    await reconcile(world, clone);
    expect(shapeOf(pictureUnder('Refused'))).toEqual(shapeOf(lastComment()));
  });

  async function opened(name: string): Promise<ForgePullRequest> {
    addSecuredMailbox(world, `${name}@contoso.com`);
    const files = { [pathOf(name)]: goodRequest(world, `${name}@contoso.com`) };
    return world.forge.openPullRequest({ branch: `unblock-${name}`, files, author: ANALYST });
  }

  function lastComment(): string {
    return world.forge.state.comments.at(-1)?.body.replace(/^<!--.*?-->\n/u, '') ?? '';
  }
});

/** The quotation in the section with this heading, without its quotation marks. */
function pictureUnder(heading: string): string {
  const [section = ''] = page.slice(page.indexOf(`\n## ${heading}\n`) + 4).split('\n## ');
  return section
    .split('\n')
    .filter((line) => line.startsWith('>'))
    .map((line) => line.replace(/^> ?/u, ''))
    .join('\n');
}

const MOMENT = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?Z)?/gu;
const COMMIT = /^[0-9a-f]{10}$/u;

/** What a reader sees of a document, piece by piece; times and commits are another story's. */
function shapeOf(markdown: string): readonly string[] {
  return [...nodesOf(parseMarkdown(markdown))].map((node) => {
    if (!('value' in node)) return node.type;
    return `${node.type} ${node.value.replace(COMMIT, '(commit)').replaceAll(MOMENT, '(time)')}`;
  });
}
