import { expect, test } from 'vitest';
import { granuleLabel } from './granule-label.ts';

test.each([
  ['S2A_OPER_MSI_L1C_TL_EPA__20160905T104813_A006282_T53HLA_N02.04', 'T53HLA'],
  ['L1C_T33UVU_A046345_20240506T101529', 'T33UVU'],
  ['granule without a tile', 'granule without a tile'],
])('%s', (name, label) => expect(granuleLabel(name)).toBe(label));
