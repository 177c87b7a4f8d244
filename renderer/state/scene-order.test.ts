import { beforeEach, expect, test } from 'vitest';
import { inOrder, moveScene, useSceneOrder } from './scene-order.ts';

const products = ['a', 'b', 'c'].map((key) => ({ key }));
const order = () => inOrder(products, useSceneOrder.getState().keys).map(({ key }) => key);

beforeEach(() => useSceneOrder.setState({ keys: [] }));

test('a scene takes the place that it is moved to; what is opened later stands below', () => {
  expect(order()).toEqual(['a', 'b', 'c']);
  moveScene(products, 'c', 0);
  expect(order()).toEqual(['c', 'a', 'b']);
  moveScene(products, 'a', 2);
  expect(order()).toEqual(['c', 'b', 'a']);
  expect(inOrder([...products, { key: 'd' }], useSceneOrder.getState().keys).at(-1)).toEqual({ key: 'd' });
});

test('nothing moves past the ends, nor what is not there', () => {
  moveScene(products, 'a', -1);
  moveScene(products, 'c', 3);
  moveScene(products, 'x', 0);
  expect(order()).toEqual(['a', 'b', 'c']);
});
