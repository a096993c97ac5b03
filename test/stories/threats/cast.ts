import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { addPeople } from '../../../src/sandbox/story/cast.ts';

/** A second person who may approve. */
export const KEEPER = 'hubot-keeper';
/** May push, but is no approver. */
export const WRITER = 'hubot-writer';
export const READER = 'hubot-reader';
export const APP = 'contoso-helpdesk-app[bot]';

/** Everybody that the threats need. */
export function addCast(world: Sandbox): void {
  addPeople(world);
  world.forge.addUser({ login: KEEPER, email: 'keeper@contoso.com', role: 'maintain' });
  world.forge.addUser({ login: WRITER, email: 'writer@contoso.com', role: 'write' });
  world.forge.addUser({ login: READER, email: 'reader@contoso.com', role: 'read' });
  world.forge.addUser({ login: APP, type: 'Bot', role: 'write' });
}
