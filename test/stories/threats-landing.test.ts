import { describe } from 'vitest';
import { landingThreats } from './threats/landing.ts';
import { playAll } from './threats/play.ts';

describe('how a request landed', () => {
  playAll(landingThreats);
});
