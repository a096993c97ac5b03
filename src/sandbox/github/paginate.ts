import type { SystemContext } from '../system-app.ts';
import type { GitHubServer } from './wire.ts';

const DEFAULT_PAGE_SIZE = 30;
const LARGEST_PAGE_SIZE = 100;

/**
 * Answers with one page of a list and GitHub's Link header. The links name the repository by its id
 * (`/repositories/<id>/…`), as GitHub's do, so that nobody builds on their text.
 */
export function page(c: SystemContext, server: GitHubServer, items: readonly object[]): Response {
  const { number, size } = pageAsked(c);
  const last = Math.max(1, Math.ceil(items.length / size));
  const relations = [
    ...(number > 1 ? [['prev', number - 1] as const] : []),
    ...(number < last ? [['next', number + 1] as const, ['last', last] as const] : []),
    ...(number > 1 ? [['first', 1] as const] : []),
  ];
  const links = relations.map(([relation, target]) => {
    const url = linkBase(c, server);
    url.searchParams.set('page', String(target));
    return `<${url.href}>; rel="${relation}"`;
  });
  if (links.length > 0) c.header('link', links.join(', '));
  return c.json(items.slice((number - 1) * size, number * size));
}

/** As {@link page}, where GitHub pages by a cursor (`after`) and knows no page numbers. */
export function pageByCursor(c: SystemContext, server: GitHubServer, items: readonly { id: number }[]): Response {
  const { size } = pageAsked(c);
  const after = c.req.query('after');
  const start = after === undefined ? 0 : items.findIndex(({ id }) => cursor(id) === after) + 1;
  const shown = items.slice(start, start + size);
  const last = shown.at(-1);
  if (last && start + size < items.length) {
    const url = linkBase(c, server);
    url.searchParams.set('after', cursor(last.id));
    c.header('link', `<${url.href}>; rel="next"`);
  }
  return c.json(shown);
}

function cursor(id: number): string {
  return Buffer.from(`cursor:${id}`).toString('base64url');
}

function pageAsked(c: SystemContext): { number: number; size: number } {
  const size = Number(c.req.query('per_page') ?? DEFAULT_PAGE_SIZE);
  const number = Number(c.req.query('page') ?? 1);
  return {
    size: Number.isInteger(size) && size >= 1 ? Math.min(size, LARGEST_PAGE_SIZE) : DEFAULT_PAGE_SIZE,
    number: Number.isInteger(number) && number >= 1 ? number : 1,
  };
}

function linkBase(c: SystemContext, { forge, apiOrigin }: GitHubServer): URL {
  const { owner, name, repositoryId } = forge.state;
  const { pathname, search } = new URL(c.req.url);
  const named = `/repos/${owner}/${name}/`;
  const path = pathname.startsWith(named) ? `/repositories/${repositoryId}/${pathname.slice(named.length)}` : pathname;
  return new URL(path + search, apiOrigin);
}
