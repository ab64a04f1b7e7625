import protobuf from 'protobufjs/light.js';
import type {Attribute, DType, GraphNode} from './builder.ts';

/**
 * Writes a graph as a SavedModel: the one form of graph that tfjs-node's binding loads. Only what such a file needs of
 * TensorFlow's messages is declared (field numbers: tensorflow/core/protobuf/saved_model.proto, meta_graph.proto and
 * tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape,versions}.proto).
 */
export const encodeSavedModel = (nodes: readonly GraphNode[], tag: string): Uint8Array => {
  const message = {
    savedModelSchemaVersion: 1,
    metaGraphs: [
      {
        metaInfoDef: {tags: [tag]},
        graphDef: {node: nodes.map(nodeMessage), versions: {producer: graphVersion}},
      },
    ],
  };
  const type = protobuf.Root.fromJSON(schema).lookupType('SavedModel');
  return type.encode(type.fromObject(message)).finish();
};

/** TF_GRAPH_DEF_VERSION of TensorFlow 2.9, the oldest that tfjs-node 4.22 is built for: its meaning of ops is asked for. */
const graphVersion = 1087;

/** Numbers of `DataType` in tensorflow/core/framework/types.proto. */
export const dtypeNumbers: Readonly<Record<DType, number>> = {
  float32: 1,
  int32: 3,
  uint8: 4,
  int64: 9,
  bool: 10,
  resource: 20,
  uint64: 23,
};

const nodeMessage = ({name, op, inputs, attributes}: GraphNode) => ({
  name,
  op,
  input: inputs,
  attr: Object.entries(attributes).map(([key, value]) => ({key, value: attributeMessage(value)})),
});

const attributeMessage = (attribute: Attribute) => {
  switch (attribute.kind) {
    case 'int':
      return {i: attribute.value};
    case 'ints':
      return {list: {i: attribute.value}};
    case 'float':
      return {f: attribute.value};
    case 'flag':
      return {b: attribute.value};
    case 'text':
      return {s: Buffer.from(attribute.value)};
    case 'type':
      return {type: dtypeNumbers[attribute.value]};
    case 'shape':
      return {shape: shapeMessage(attribute.value)};
    case 'tensor':
      return {
        tensor: {
          dtype: dtypeNumbers[attribute.dtype],
          tensorShape: shapeMessage(attribute.shape),
          tensorContent: attribute.bytes,
        },
      };
  }
};

const shapeMessage = (shape: readonly number[]) => ({dim: shape.map((size) => ({size}))});

// Enumerations are written as the integers they are on the wire.
const schema: protobuf.INamespace = {
  nested: {
    SavedModel: {
      fields: {
        savedModelSchemaVersion: {id: 1, type: 'int64'},
        metaGraphs: {id: 2, type: 'MetaGraphDef', rule: 'repeated'},
      },
    },
    MetaGraphDef: {
      fields: {metaInfoDef: {id: 1, type: 'MetaInfoDef'}, graphDef: {id: 2, type: 'GraphDef'}},
    },
    MetaInfoDef: {fields: {tags: {id: 4, type: 'string', rule: 'repeated'}}},
    GraphDef: {
      fields: {node: {id: 1, type: 'NodeDef', rule: 'repeated'}, versions: {id: 4, type: 'VersionDef'}},
    },
    VersionDef: {fields: {producer: {id: 1, type: 'int32'}}},
    NodeDef: {
      fields: {
        name: {id: 1, type: 'string'},
        op: {id: 2, type: 'string'},
        input: {id: 3, type: 'string', rule: 'repeated'},
        attr: {id: 5, type: 'AttrEntry', rule: 'repeated'},
      },
    },
    // A map on the wire.
    AttrEntry: {fields: {key: {id: 1, type: 'string'}, value: {id: 2, type: 'AttrValue'}}},
    AttrValue: {
      oneofs: {value: {oneof: ['list', 's', 'i', 'f', 'b', 'type', 'shape', 'tensor']}},
      fields: {
        list: {id: 1, type: 'ListValue'},
        s: {id: 2, type: 'bytes'},
        i: {id: 3, type: 'int64'},
        f: {id: 4, type: 'float'},
        b: {id: 5, type: 'bool'},
        type: {id: 6, type: 'int32'},
        shape: {id: 7, type: 'TensorShapeProto'},
        tensor: {id: 8, type: 'TensorProto'},
      },
    },
    ListValue: {fields: {i: {id: 3, type: 'int64', rule: 'repeated'}}},
    TensorProto: {
      fields: {
        dtype: {id: 1, type: 'int32'},
        tensorShape: {id: 2, type: 'TensorShapeProto'},
        tensorContent: {id: 4, type: 'bytes'},
      },
    },
    TensorShapeProto: {fields: {dim: {id: 2, type: 'Dim', rule: 'repeated'}}},
    Dim: {fields: {size: {id: 1, type: 'int64'}}},
  },
};
