import { describe } from 'vitest';
import { PEOPLE_POLICY, peopleThreats } from './threats/people.ts';
import { playAll } from './threats/play.ts';

describe('who had a hand in a request', () => {
  playAll(peopleThreats, PEOPLE_POLICY);
});
