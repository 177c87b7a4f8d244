"""From weights to what is shipped: calibration, ONNX, eight bits, the card."""
