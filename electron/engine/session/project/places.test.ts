import { sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { movedAlike } from '../../core/moved-alike.ts';
import { fromPlace, toPlace } from './places.ts';

describe.skipIf(sep !== '/')('places', () => {
  it.each([
    ['/data/season/a.SAFE', '/data/season/x.nephos', 'a.SAFE'],
    ['/data/a.SAFE', '/data/projects/x.nephos', '../a.SAFE'],
    ['/mnt/a.SAFE', '/data/x.nephos', '/mnt/a.SAFE'],
    ['/a.SAFE', '/data/x.nephos', '/a.SAFE'],
    ['/data', '/data/x.nephos', '.'],
  ])('%s is kept in %s as %s, and found again', (path, project, place) => {
    expect(toPlace(path, project)).toBe(place);
    expect(fromPlace(place, project)).toBe(path);
  });

  it('tries others where the tree has gone, then beside the one that was found', () => {
    const found = { from: '/old/2024/05/a.SAFE', to: '/new/disk/05/a.SAFE' };
    expect(movedAlike('/old/2024/06/b.SAFE', found.from, found.to)).toEqual([
      '/new/disk/06/b.SAFE',
      '/new/disk/05/b.SAFE',
    ]);
    expect(movedAlike('/elsewhere/c.SAFE', found.from, found.to)).toEqual(['/new/disk/05/c.SAFE']);
  });
});
