// What is fetched: exact versions, and the hashes that the files must have.

/**
 * TensorFlow 2.15.1 rather than a newer one: it trained as fast as 2.21 (six interleaved runs each of an MNIST-like CNN,
 * within the noise), its wheel is 67 MB smaller and its libraries 240 MB, and it runs on every glibc since 2.17.
 * `library` says what is taken from the wheel and where it goes; the libraries find one another by these places.
 */
export const tensorflow = {
  version: '2.15.1',
  wheels: {
    'linux-x64': {
      project: 'tensorflow-cpu',
      file: 'tensorflow_cpu-2.15.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
      platform: 'manylinux2014_x86_64',
      megabytes: 207,
      sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
      url: 'https://files.pythonhosted.org/packages/5b/00/af89cb211fc96ffdebb52a687dad7f83b0b1d82bc057f65309fa03a89911/',
      library: {
        'tensorflow/libtensorflow_cc.so.2': 'deps/lib/libtensorflow_cc.so.2',
        'tensorflow/libtensorflow_framework.so.2': 'deps/lib/libtensorflow_framework.so.2',
      },
    },
    // Seen to compute, under emulation; not trained with.
    'linux-arm64': {
      project: 'tensorflow-cpu-aws',
      file: 'tensorflow_cpu_aws-2.15.1-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl',
      platform: 'manylinux2014_aarch64',
      megabytes: 212,
      sha256: 'd4c3a3a9363bf42999adedbbd514e3a133be2d62f61fee9cfa46aaefb087c09e',
      url: 'https://files.pythonhosted.org/packages/06/d5/05cd02db299821fd68ef5f8857506c21aeeddd024daf519d8643f0260952/',
      library: {
        'tensorflow/libtensorflow_cc.so.2': 'deps/lib/libtensorflow_cc.so.2',
        'tensorflow/libtensorflow_framework.so.2': 'deps/lib/libtensorflow_framework.so.2',
        'tensorflow_cpu_aws.libs/libomp-54bf90fd.so.5': 'deps/tensorflow_cpu_aws.libs/libomp-54bf90fd.so.5',
      },
    },
  },
};

/** The JavaScript half, and the C++ of the binding. */
export const tfjsNode = {
  name: '@tensorflow/tfjs-node',
  version: '4.22.0',
  integrity:
    'sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==',
};

/** Headers of Node's stable C interface, for machines whose Node came without its own. */
export const nodeApiHeaders = {
  name: 'node-api-headers',
  version: '1.9.0',
  integrity:
    'sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
};

/** tfjs-node loads its binding from the folder of the newest version that both know: 8, on any Node from 20. */
export const nodeApiVersion = 8;
