import { create } from 'zustand';

/** Whether the mask on the map is a draft, made at the resolution of the view while a slider moves. */
export const useApproximate = create<{ readonly approximate: boolean }>(() => ({ approximate: false }));

export function setApproximate(approximate: boolean): void {
  if (useApproximate.getState().approximate !== approximate) useApproximate.setState({ approximate });
}
