"""A finished run as a file for other programs.

`formats` says what there is, `translate` writes the fitted preprocessing in the operations of a
format, `onnx_file`, `saved_model` and `tflite` are these formats, `check` compares a file with
`predict`, and `export` puts them together. This floor lies between the training and the command
line; it reads the network and the inference floors.
"""
