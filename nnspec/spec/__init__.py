"""From a YAML file to a typed spec: positions, objects of the catalogue, sections.

`nnspec.spec.load.load_spec` goes the whole way. Nothing here imports TensorFlow, scikit-learn or
pandas, or looks at data.
"""
