"""Training of the networks."""

import os

# ONNX Runtime reports to its maker from 1.29 on unless this is there before it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
